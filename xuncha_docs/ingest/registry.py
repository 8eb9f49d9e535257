"""The converters in the order in which they are asked; plain text comes last and is not listed."""

from xuncha_docs.ingest.converters import Converter
from xuncha_docs.ingest.docx import DocxConverter
from xuncha_docs.ingest.mail import MailConverter
from xuncha_docs.ingest.ocr import PictureConverter
from xuncha_docs.ingest.ofd import OfdConverter
from xuncha_docs.ingest.office import OfficeConverter
from xuncha_docs.ingest.pdf import PdfConverter
from xuncha_docs.ingest.sheets import SheetConverter
from xuncha_docs.ingest.webpage import WebPageConverter

CONVERTERS: tuple[Converter, ...] = (
    DocxConverter(),
    PdfConverter(),
    OfdConverter(),
    SheetConverter(),
    OfficeConverter(),
    PictureConverter(),
    MailConverter(),
    WebPageConverter(),
)
