"""Numbers that are held back: told from the numbers people do have to give."""

import pytest

from intake_forms.schema import document
from intake_forms.schema.items import Invalid
from intake_forms.schema.secrets import looks_secret
from tests.intake_forms import forms
from tests.intake_forms.forms import question, step

#: "A01234567" is how A-numbers and some passports are written: what may be either is held, as decided.
HELD = """
123-45-6789
123 45 6789
123.45.6789
123/45/6789
(123) 45-6789
(123)-45-6789
123 (45) 6789
123*45*6789
123:45:6789
123; 45; 6789
123 / 45 / 6789
123 - 45 - 6789
123–45–6789
123_45_6789
123·45·6789
123456789
123-456-789
123 456 789
123.456.789
12345 6789
123 456789
1 2 3 4 5 6 7 8 9
1-2-3-4-5-6-7-8-9
1 2 3-4 5-6 7 8 9
１２３-４５-６７８９
１２３４５６７８９
١٢٣٤٥٦٧٨٩
①②③④⑤⑥⑦⑧⑨
123\u200b-45-\u200d6789
123\u00ad456\u00ad789
1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e3-45-6789
123\t45\t6789
123\u00a0456\u00a0789
my social is 123-45-6789, thanks
mi seguro es 123 45 6789, gracias
número 123456789
tengo 3 123-45-6789
apt 3 123-456-789
415-555-0100 123-45-6789
+1 415-555-0100 123-45-6789
my phone is 415-555-0100, my social 123-45-6789
123,45,6789
123, 45, 6789
123|45|6789
123 45\\n6789
123\\n45\\n6789
SSN 123,456,789
SSN: 123|456|789
ITIN 12345\\n6789
SSN 12345-6789
SSN: 12-345-6789
SSN (12) 345-6789
SSN 12*345*6789
alien number (123) 456-789
SSN# 1234 56789
SS# 12 34 56 789
ITIN 9 00 70 0000
Social Security number: 12345-6789
social security card 12-3456-789
seguro social 12345-6789
número de seguro social: 12-345-6789
mi seguro social es 1234 56789
No. de Seguro Social 12345-6789
A123456789
A12345678
A1234567
A 12345678
A 123 456 789
a 123 456 789
A#12345678
A# 12345678
A-123-456-789
A(123)456-789
A (123) 456-789
A# (12) 345 678
A 12 345 678
A 1 2 3 4 5 6 7 8
A No. 123456789
A number 12345678
A-Number: 12345678
my A number is 12345678
su número A es 12345678
A１２３４５６７８
A\u200b123\u200b45678
alien number 12345678
Alien Registration Number 1234567
alien no. 1234 5678
alien # 12-345-678
USCIS# 12345678
número de extranjero 12345678
Número de registro de extranjero: 1234 5678
núm. de extranjera 1234567
registro de extranjeros 12345678
# de extranjero 12345678
#de registro de extranjero 1234 5678
A.123.456.789
mi A es 12345678
número A-12345678
SSN/ITIN: 12 345 6789
A 1234 5678
A 1234-5678
A 12 34 56 78 9
A 123-456-78
my A is 1234 5678
A number 1234 5678
A-number 1234 5678
a-number 123 45678
A-NUMBER 1234 5678
A01234567
pasaporte A01234567
MI 12345 6789
ID 12345 6789
ca 12345 6789
mi número es 12345 6789
A # 1234 5678
a# 12 34 56 78
número de registro: A 1234 5678
número de registro 1234 5678
NÚM. DE REGISTRO: 1234 5678
número de alien: 1234 5678
""".strip().splitlines()

TAKEN = """
(415) 555-0100
415-555-0100
415.555.0100
415 555 0100
4155550100
4 1 5 5 5 5 0 1 0 0
555-0100
555-0100 ext 12
+1 415 555 0100
1-800-203-7001
+502 5555 1234
5555 1234
5555-1234
+34 612 345 678
+34 912 34 5678
0034 612345678
+51 987654321
teléfono 987654321
Tel. 987 654 321
su celular es 987-654-321
WhatsApp: 987654321
my phone number is 987 654 321
llame a 5512 3456
Llame a 55123456
Llámeme al 2234-5678
LLAME A 555 1234
call a 555-0100
llamar a 415-555-0100
la trabajadora social: 2234-5678
social worker 415-555-0100
Social worker (415) 555-0100 22
USCIS (800) 375-5283
seguro social (415) 555-0100
USCIS 800-375-5283
teléfono en el extranjero 2234 5678
94110-1234
Oakland, CA 94601-1234
Oakland CA 94601
Oakland, CA 94601 1234
CA 94601 1234
1200 Avenue A 10009 1234
1200 AVENUE A 10009 1234
Avenida A 1250, New York NY 10009 1234
HABLEN A (55) 1234 5678
Llame a (415) 555-0100
Call A (415) 555-0100
1234 94th Ave, Oakland 94601
12345 Main St Apt 6789
1250 Fruitvale Ave Apt 12, Oakland, CA 94601
calle 45 6789
Calle 12 # 34-56, Apto 789
Apt 1234567
Avenida A 1250, 94601
PO Box 123456
2026-05-31
12/31/2026
31.12.2026
05 31 2026
31/12/2026 9:30
de 2025-01-01 a 2026-05-31
del 1/2/2026 a 31/05/2026
from 5/1/2026 to 5/31/2026
2019 2020 2021
12345678
1234567890
0801-1990-12345
CDFH-3469
tengo 3 niños
12, 14 y 9 años
12 14 9
8, 10, 12, 14, 16
1, 2, 3, 4, 5, 6, 7, 8, 9
12\\n34\\n56\\n789
llego a las 8, voy a 2234 5678
HABLEN A 2234 5678
Apt A 555-0100
Avenida A 1250 94601
DE 2025-01-01 A 2026-05-31
De 2025-01-01 A 31-05-2026
la trabajadora social: 2234-5678\\n3 niños
100, 200, 300
ages 3 6 9 12
edades: 5, 7 y 11
$1,200
gano 1.200 dólares al mes
de lunes a viernes, de 8 a 17
a 12 cuadras
llego a 2026
Room 101 on 5/31
cuarto 101, 2 personas
3 adults, 2 children, 4 rooms
caso 2026-00123
xxx-xx-xxxx
ana1234@example.com
""".strip().splitlines()


def spoken(text):
    """An escape in the table as the character that it stands for; letters beyond ASCII as they are."""
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape")


@pytest.mark.parametrize("text", [spoken(text) for text in HELD])
def test_what_looks_like_a_secret(text):
    assert looks_secret(text)


@pytest.mark.parametrize("text", [spoken(text) for text in ("", *TAKEN)])
def test_what_does_not(text):
    assert not looks_secret(text)


@pytest.mark.parametrize("kind", ["short_text", "long_text", "name", "number", "email", "age", "signature"])
def test_every_typed_answer_is_looked_at(kind):
    item = document.parse(forms.form(step("one", question("it", kind)))).item_by_key["it"]
    with pytest.raises(Invalid) as caught:
        item.answer({"": ["123-45-6789"]})
    assert caught.value.code == "secret"


@pytest.mark.parametrize("part", ["street", "unit", "city", "state", "zip"])
@pytest.mark.parametrize("secret", ["A123456789", "123-45-6789", "alien number 12345678"])
def test_every_part_of_an_address_is_looked_at(part, secret):
    item = document.parse(forms.form(step("one", question("it", "address")))).item_by_key["it"]
    with pytest.raises(Invalid) as caught:
        item.answer({"street": ["1 Main St"], "city": ["Oakland"], part: [secret]})
    assert caught.value.code == "secret"


@pytest.mark.parametrize("code", ["94110-1234", "94110 1234", "941101234"])
def test_a_zip_code_is_none_in_its_place(code):
    item = document.parse(forms.form(step("one", question("it", "address")))).item_by_key["it"]
    assert item.answer({"street": ["1 Main St"], "city": ["Oakland"], "zip": [code]})["zip"] == code
    with pytest.raises(Invalid):
        item.answer({"street": ["1 Main St"], "city": ["941101234"]})


@pytest.mark.parametrize(
    ("typed", "number"),
    [("+34612345678", "+34612345678"), ("+34 612 345 678", "+34612345678"), ("+34 912 34 5678", "+34912345678")],
)
def test_a_telephone_number_of_nine_digits_is_none(typed, number):
    item = document.parse(forms.form(step("one", question("it", "phone")))).item_by_key["it"]
    assert item.answer({"": [typed]}) == number


@pytest.mark.parametrize("typed", ["123-45-6789", "A12345678", "SSN 123456789"])
def test_a_secret_among_telephone_numbers_is_one(typed):
    item = document.parse(forms.form(step("one", question("it", "phone")))).item_by_key["it"]
    with pytest.raises(Invalid) as caught:
        item.answer({"": [typed]})
    assert caught.value.code == "secret"


@pytest.mark.parametrize("kind", ["date", "partial_date"])
def test_a_date_is_none(kind):
    item = document.parse(forms.form(step("one", question("it", kind)))).item_by_key["it"]
    assert item.answer({"day": ["31"], "month": ["12"], "year": ["2019"]}) == "2019-12-31"
