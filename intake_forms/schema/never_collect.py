"""What a form never asks for, by the names that such questions go by.

Source: the project's domain notes, section 5 "Never collect" (written 2026-11-23). What is not held cannot be demanded. The
list is theirs, without what no question asks (analytics, security logs). Names are looked for in keys and labels of all that
takes or makes a value, in its hints, reasons, messages and options, in English and Spanish. A sentence may say that something
is not asked ("Do not write about immigration status"). Texts between questions may speak of these things, and so may what
belongs to a consent. Papers that a slot accepts are a person's own choice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from intake_forms.schema.agreements import Agreement
from intake_forms.schema.document import Form, places
from intake_forms.schema.faults import Fault, fault
from intake_forms.schema.items import Item
from intake_forms.schema.kinds.group import Group

SOURCE = "domain notes, section 5, Never collect"
CHECKED_ON = date(2026, 11, 23)


class Forbidden(NamedTuple):
    """One thing we never ask, and its names: patterns over folded text (lower case, no accents, one space)."""

    what: str
    names: tuple[str, ...]
    #: Names that mean it in a key only: in a sentence they are ordinary words.
    keys: tuple[str, ...] = ()
    sentence: str = "never_collect"


#: Over folded text: what turns a sentence that names something into one that does not ask for it.
_NEGATION = re.compile(r"\b(?:not|never|no|nothing|without|cannot|nunca|ni|sin|nada|tampoco)\b|n't\b")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|\n+")

_CHILD = r"(?:child(?:ren)?(?:'s)?|nin[oa]s?|menor(?:es)?|hij[oa]s?|minor(?:'s)?)"
_ABROAD = r"(?:(?:the|this) (?:u\.?s\.?a?|united states|country|border)|united states|usa|u\.s\.)"
_WHO = r"(?: (?:usted(?:es)?|el|ella|la|su|o|nin[oa]|menor|joven|hij[oa]))*"
_AL_PAIS = r"(?:el |la |los |este )?(?:pais|ee\.? ?uu|estados unidos|eua|frontera)"
_SITES = "(?:facebook|instagram|tiktok|twitter|snapchat)"

LIST = (
    Forbidden(
        "immigration status",
        (
            r"(?:immigra(?:tion|nt)|migrat(?:ory|ion)|legal) status",
            r"citizenship", r"(?:u\.?s\.? |a )citizens?", r"undocumented", r"green card",
            r"(?:permanent|legal|lawful) residen(?:ts?|ce|cy)",
            # "Do you have papers that show where you live?" asks for something else.
            r"(?:have|has) (?:(?:legal|immigration) )?papers(?= ?(?:$|[?.]))",
            rf"tienen?{_WHO} (?:sus )?papeles(?: (?:migratorios|legales|de inmigracion))?(?= ?(?:$|[?.]))",
            r"(?:estatus|situacion|estado|condicion|calidad) (?:migratori[oa]|de inmigracion|legal)",
            r"ciudadania", r"ciudadan[oa] (?:de |american|estadounidense)",
            rf"(?:es|son|soy){_WHO} (?:un |una )?ciudadan[oa]s?", r"indocumentad[oa]s?",
            r"residen(?:tes?|cia) (?:permanentes?|legal(?:es)?)",
        ),
    ),
    Forbidden(
        "an A-number",
        (
            r"a-numbers?", r"a#", r"(?:your|his|their|child's|sponsor's) a number", r"^a number(?= *(?:$|[?():]))",
            r"alien (?:registration )?(?:number|no\b|#)", r"uscis (?:number|no\b|#)", r"numero (?:de )?(?:la )?uscis",
            r"numero[ -](?:de )?a(?= *(?:$|[?().,:;]))", r"a-numero", r"numero (?:de )?(?:registro de )?extranjer[oa]",
        ),
        (r"a number", r"anumber", r"alien(?: registration)? num(?:ber)?", r"numero a"),
    ),
    Forbidden(
        "a Social Security or taxpayer number",
        (
            r"ssn", r"itin", r"social security", r"tax(?:payer)?(?: identification| id)? (?:number|id)",
            r"segur(?:o|idad) social", r"identificacion (?:del contribuyente|fiscal)", r"numero de contribuyente",
        ),
    ),
    Forbidden(
        "a visa, or when, where and how somebody came into the country",
        (
            r"visas?", r"(?:date|day|year|port|place|point|manner) of entry", r"entry (?:date|point|manner)",
            rf"(?:enter|entered|cross|crossed|came|come) (?:(?:in|in ?to|to) )?{_ABROAD}", r"border crossing",
            rf"arriv(?:e|es|ed|al|ing) (?:in|into|to|at) {_ABROAD}", rf"arrival date (?:in|into|to|at) {_ABROAD}",
            rf"how (?:did|has|have) .{{0,30}}(?:travel|got|get|come|arrive) (?:here|(?:in|in ?to|to) {_ABROAD})",
            r"how (?:the|did the|did your) child (?:travel|travell?ed|came|come|got|get)",
            r"(?:travel|migration|smuggling) route",
            r"route (?:you|they|the child|taken|travell?ed)",
            r"smugglers?", r"coyotes?", r"polleros?", r"traficantes?",
            r"(?:fecha|lugar|punto|puerto|forma|manera) de entrada",
            rf"(?:entr(?:o|ar|aron|aste|ada)|ingres(?:o|ar|aron)|lleg(?:o|ar|aron|aste|ada)){_WHO} (?:a|al|en) ?{_AL_PAIS}",
            rf"cruz(?:o|ar|aron) {_AL_PAIS}", rf"como (?:llego|llegaron|entro|vino) .{{0,20}}{_AL_PAIS}",
            r"como (?:viajo|viajaron)", r"ruta (?:de viaje|migratoria|que )", r"quien (?:lo|la|los|las) traj(?:o|eron)",
        ),
        (r"^(?:child )?route$", r"^ruta$"),
    ),
    Forbidden(
        "country of birth or nationality",
        (
            r"nationalit(?:y|ies)", r"countr(?:y|ies) of (?:birth|origin)", r"birth country", r"place of birth", r"birthplace",
            r"where (?:was|were) .{1,40} born", r"(?:which|what) country .{0,30}(?:born|from)",
            r"nacionalidad(?:es)?", r"pais(?:es)? de (?:nacimiento|origen)", r"pais natal", r"lugar de nacimiento",
            r"(?:donde|en que pais) naci(?:o|eron)", r"de que pais",
        ),
    ),
    Forbidden(
        "criminal history",
        (
            r"criminal (?:history|records?|past|convictions?|charges?|background(?! check))", r"police records?",
            r"arrest(?:s|ed)?", r"convict(?:ed|ions?)", r"felon(?:y|ies)", r"misdemeanou?rs?", r"(?:in|to) (?:jail|prison)",
            r"antecedentes (?:penales|criminales|policia(?:les|cos))", r"(?:record|historial) (?:penal|policial|criminal)",
            r"(?:arrestad|condenad)[oa]s?", r"delitos?", r"carcel",
        ),
    ),
    Forbidden("religion", (r"religi(?:ons?|ous|on(?:es)?|os[oa]s?)",)),
    Forbidden(
        "trauma, abuse, trafficking or health",
        (
            r"trauma(?:s|tic|tico|tica)?", r"(?:mental )?health (?:details?|conditions?|problems?|history|status)",
            r"mental health", r"abuse[ds]?", r"maltrat(?:o|os|ado|ada)", r"abus(?:o|os|ado|ada|aron)", r"traffick(?:ing|ed)",
            r"trata de personas", r"trafico de (?:personas|menores|nin[oa]s)", r"victims?", r"victimas?",
            r"medical (?:conditions?|history|problems?|records?)", r"diagnos(?:is|es|ed|tico|ticos)", r"illness(?:es)?",
            r"diseases?", r"medications?", r"salud mental", r"(?:estado|problemas?|condicion(?:es)?|detalles) de salud",
            r"(?:historial|condicion(?:es)?|problemas?) medic[oa]s?", r"enfermedad(?:es)?", r"medicamentos?",
        ),
    ),
    Forbidden(
        "the name of an employer",
        (
            r"employers?(?:'s)? name", r"name of .{0,20}\bemployer", r"who is your employer",
            r"(?:where|who) do you work(?: for)?",
            r"company you work for", r"nombre de(?:l| su| la)? ?.{0,20}(?:empleador|patron)", r"quien es su (?:empleador|patron)",
            r"(?:donde|para quien) trabaja",
        ),
        (r"^(?:sponsor |current )?employer$", r"^empleador$", r"^patron$", r"^workplace$"),
    ),
    Forbidden(
        "bank details",
        (
            r"bank (?:accounts?|details|name|cards?|number)", r"name of .{0,10}\bbank", r"account number", r"routing number",
            r"(?:debit|credit) cards?", r"card number", r"cuentas? (?:bancarias?|de banco|de ahorros?)", r"numero de cuenta",
            r"datos bancarios", r"tarjetas? de (?:credito|debito)", r"nombre de su banco",
        ),
    ),
    Forbidden(
        "the address of a shelter",
        (
            r"shelter(?:'s)? (?:address|location|street)", r"(?:address|location) of (?:the |your )?(?:child's )?shelter",
            r"where is the shelter", r"(?:direccion|domicilio|ubicacion) del? (?:el )?(?:albergue|refugio)",
            r"donde (?:esta|queda) (?:el|su) (?:albergue|refugio)",
        ),
        (r"(?:direccion|domicilio) (?:albergue|refugio)", r"(?:albergue|refugio) (?:direccion|domicilio)"),
    ),
    Forbidden(
        "an exact place",
        (
            r"gps", r"latitude", r"exact location", r"geo-?location", r"latitud", r"ubicacion exacta", r"coordenadas",
            r"geolocalizacion",
        ),
        (r"coordinates", r"longitude", r"longitud"),
    ),
    Forbidden(
        "social-media accounts",
        (
            r"social[ -]media", r"redes sociales",
            rf"{_SITES}(?:'s)? (?:account|name|user|username|profile|page|handle)s?", rf"^(?:your |su )?{_SITES}[?:]?$",
            rf"(?:cuentas?|usuarios?|perfil(?:es)?|nombre) (?:de|en) {_SITES}",
        ),
    ),
    Forbidden("an IP address", (r"ip address(?:es)?", r"direccion ip"), (r"^ip$",)),
    Forbidden(
        "a child's date of birth",
        (
            rf"{_CHILD}.{{0,20}}\b(?:date of birth|birth ?dates?|birthdays?|dob)",
            rf"(?:date of birth|birth ?date|birthday|dob) (?:of|for) .{{0,20}}\b{_CHILD}",
            rf"when (?:was|were) .{{0,20}}\b{_CHILD} born",
            rf"(?:fecha de nacimiento|cumpleanos) .{{0,20}}\b{_CHILD}", rf"cuando naci(?:o|eron) .{{0,20}}\b{_CHILD}",
        ),
        (rf"{_CHILD} (?:date of birth|birth ?date|birth ?day|born|dob)", rf"fecha nacimiento .{{0,10}}{_CHILD}"),
        "never_collect:birth",
    ),
)  # fmt: skip


def faults(form: Form) -> Iterator[Fault]:
    """One finding for each item that asks for something on the list, by its key or in what it says."""
    for path, step in places(form):
        for number, item in enumerate(step.items):
            at = f"{path}.items[{number}]"
            yield from _item(item, at)
            for place, inner in enumerate(item.items if isinstance(item, Group) else ()):
                yield from _item(inner, f"{at}.items[{place}]")


def _item(item: Item, at: str) -> Iterator[Fault]:
    label = getattr(item, "label", None)
    if label is None:
        return
    told = [("key", item.key, named(item.key.replace("_", " "), key=True))]
    if not isinstance(item, Agreement):
        told += [("label", text, named(text)) for text in label.values()]
        told += [(field, text, asked(text)) for field, texts in _said(item) for text in texts.values()]
    for field, text, found in told:
        if found:
            more = {"what": found.what} if found.sentence == "never_collect" else {}
            yield fault(f"{at}.{field}", found.sentence, found=text, **more)
            return


def _said(item: Item) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What an item says beside its label: each text with its place in the item."""
    for field in ("hint", "why", "missing", "singular", "add"):
        if texts := getattr(item, field, None):
            yield field, texts
    for number, option in enumerate(getattr(item, "options", ())):
        for field in ("label", "hint"):
            if texts := getattr(option, field, None):
                yield f"options[{number}].{field}", texts


# An editor's page is looked through each time it opens, and little of it is new. Forms' texts only: no answer is kept.
@lru_cache(maxsize=8192)
def asked(text: str) -> Forbidden | None:
    """What on the list a text asks for; a sentence that says no to it before it comes to it asks for nothing."""
    for sentence in _SENTENCE_END.split(text):
        folded = _folded(sentence)
        for found in _anything(False).finditer(folded):
            if not _NEGATION.search(folded[: found.start()]):
                return named(found[0])
    return None


@lru_cache(maxsize=8192)
def named(text: str, *, key: bool = False) -> Forbidden | None:
    """What on the list a label names, or a key whose words are parted by spaces; None for nothing."""
    folded = _folded(text)
    if not _anything(key).search(folded):
        return None
    return next((each for each in LIST if _pattern(each, key).search(folded)), None)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"[\u2018\u2019\u02bc]", "'", re.sub(r"[\u2010-\u2015\u2212]", "-", plain))
    return " ".join(plain.replace("\u00ad", "").split())


@cache
def _anything(key: bool) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(each, key).pattern for each in LIST))


@cache
def _pattern(forbidden: Forbidden, key: bool) -> re.Pattern[str]:
    names = "|".join((*forbidden.names, *forbidden.keys) if key else forbidden.names)
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")
