"""Rich text that opens no file: Qt would otherwise read whatever a product's HTML names."""

from __future__ import annotations

import html

from PySide6.QtCore import QByteArray, QUrl, Signal
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

_IMAGE = int(QTextDocument.ResourceType.ImageResource.value)


def _nothing(kind: int) -> QImage | QByteArray:
    """An answer Qt takes as final: returning None or empty bytes for an image makes it look on disk."""
    if int(kind) == _IMAGE:
        image = QImage(1, 1, QImage.Format.Format_ARGB32)
        image.fill(0)
        return image
    return QByteArray(b" ")


def plain_tip(text: str) -> str:
    """A tool tip that shows `text` as it is: Qt takes what looks like HTML for HTML, and opens the files it names."""
    return f"<qt>{html.escape(text)}</qt>".replace("\n", "<br>") if "<" in text or "&lt;" in text else text


class SafeDocument(QTextDocument):
    """A QTextDocument that loads no image, style sheet or other file."""

    def loadResource(self, kind: int, name: QUrl) -> QImage | QByteArray:
        return _nothing(kind)


class SafeTextBrowser(QTextBrowser):
    """Shows HTML from products. Links are only reported (`link_clicked(url)`), never followed."""

    link_clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = SafeDocument(self)
        self.setDocument(self._document)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.anchorClicked.connect(lambda url: self.link_clicked.emit(url.toString()))

    def loadResource(self, kind: int, name: QUrl) -> QImage | QByteArray:
        return _nothing(kind)


class SafeTextEdit(QTextEdit):
    """Edits rich text; what is pasted comes without pictures and files."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = SafeDocument(self)
        self.setDocument(self._document)
        self.setTabChangesFocus(True)

    def loadResource(self, kind: int, name: QUrl) -> QImage | QByteArray:
        return _nothing(kind)

    def canInsertFromMimeData(self, source) -> bool:
        return source.hasText() or source.hasHtml()
