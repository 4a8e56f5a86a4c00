"""Why a package is refused, in words for a teacher, by the codes of `xapi.formats.errors`."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext

from xapi.formats.errors import PackageError

_WORDS: Mapping[str, object] = {
    "scorm": lazy_gettext(
        "This is a SCORM package, which Waymark does not run: it reports through the course system's own page and "
        "cannot tell which question was answered. Export the same content as cmi5 or Tin Can: most authoring tools "
        "have both beside SCORM."
    ),
    "not-a-package": lazy_gettext("This is not a zip file, or it is damaged. Send the package as it was exported."),
    "unknown-kind": lazy_gettext(
        "No cmi5, Tin Can or H5P package was found in it. If it was packed by hand, pack what is in the folder, "
        "not the folder."
    ),
    "too-large": lazy_gettext("The package has more than 200 MB. Make its videos smaller, or link to them."),
    "too-large-unpacked": lazy_gettext("Unpacked, the package has more than 1 GB. Make its videos smaller."),
    "too-many-files": lazy_gettext("The package has more than 10,000 files."),
    "ratio": lazy_gettext("A file in the package unpacks to more than 100 times its size, which no honest file does."),
    "empty": lazy_gettext("There is no file in this package."),
    "encrypted": lazy_gettext("The package has a password. Export it without one."),
    "entry-name": lazy_gettext("A file in the package has a name that is not safe. Rename it and pack again."),
    "entry-twice": lazy_gettext("The package has a file twice under one name. Pack it again."),
    "entry-special": lazy_gettext("The package has a link or a device in it. Pack plain files only."),
    "entry-method": lazy_gettext("A file is packed in a way that is not taken here. Pack it as a plain zip."),
    "entry-overlap": lazy_gettext("Two files of the package share their bytes, which no honest package does."),
    "entry-damaged": lazy_gettext("A file in the package is damaged. Export the package again."),
    "entry-missing": lazy_gettext("A file that the package needs is not in it. Export the package again."),
    "entry-too-large": lazy_gettext("The file that describes the package is too large."),
    "xml-doctype": lazy_gettext("The XML declares a document type (DOCTYPE), which is not taken. Remove it."),
    "xml-too-large": lazy_gettext("The XML that describes the package is too large."),
    "xml-malformed": lazy_gettext("The file that describes the package is damaged. Export the package again."),
    "h5p-player": lazy_gettext(
        "H5P packages cannot be shown yet: their player is not installed. Ask your admin to set WAYMARK_H5P_PLAYER."
    ),
    "h5p-libraries": lazy_gettext(
        "The H5P file comes without parts that it needs. Download it again from where it was made, with its libraries "
        "(Reuse, then Download as an .h5p file)."
    ),
    "no-content-host": lazy_gettext(
        "Packages cannot be taken yet: they need an address of their own. Ask your admin to set WAYMARK_CONTENT_URL."
    ),
    "other-package": lazy_gettext(
        "This is another package, not a newer version of the one that stands here: they have no activity in common. "
        "Upload it by itself."
    ),
    "activity-known": lazy_gettext(
        "Your school has this activity already, from another file or person. Use that one, or give this one an id of "
        "its own where it was made."
    ),
}


def refused(error: PackageError) -> tuple[str, str]:
    """Return what to say, and the details: the file inside the package, or what only the reader can tell."""
    words = _WORDS.get(error.code)
    if words is None:
        return str(gettext("The package cannot be used as it is.")), str(error)
    if error.line and error.entry:
        return str(words), str(gettext("%(file)s, line %(line)s", file=error.entry, line=error.line))
    return str(words), error.entry or (error.message if error.code in {"h5p-libraries", "unknown-kind"} else "")
