"""Run as a process of its own on somebody's PDF: prints it without the password that it asked for; nothing for a wrong one.

On standard input come the length of the password in one byte, the password in UTF-8, and the file. It imports nothing of the
site, and runs within the limits of sandbox.py.
"""

import contextlib
import io
import sys


def main() -> None:
    """Open what comes in."""
    import pikepdf

    given = sys.stdin.buffer
    password = given.read(given.read(1)[0]).decode(errors="ignore")
    file, out = given.read(), io.BytesIO()
    # Newer files have their password in UTF-8, older ones in a set of their own: an ñ is another byte there.
    for encoding in ("utf-8", "pdfdoc"):
        with contextlib.suppress(pikepdf.PasswordError, pikepdf.PdfError, UnicodeEncodeError):
            with pikepdf.open(io.BytesIO(file), password=password.encode(encoding)) as document:
                # The same file opened twice is the same bytes: so it is known where it comes once more.
                document.save(out, deterministic_id=True)
            break
    sys.stdout.buffer.write(out.getbuffer())


if __name__ == "__main__":
    main()
