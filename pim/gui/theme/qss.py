"""The style sheet: rules keyed on the dynamic property `k` (kind) and `state`.

Every rule names a class or a kind: a rule without selector on a container would cascade into all its
children. States of cells are painted, never styled here.
"""

from __future__ import annotations

from string import Template

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $line2; padding: 5px 8px; }
QMainWindow, QWidget[k="bg"], QScrollArea[k="bg"] { background: $bg; }
QWidget[k="side"] { background: $side; }
QWidget[k="surface"], QScrollArea[k="surface"] { background: $surface; }
QScrollArea, QScrollArea[k="plain"] { border: none; background: transparent; }
QWidget[k="none"] { background: transparent; }
QFrame[k="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[k="rich"] { background: $field; border: 1px solid $line2; border-radius: 5px; }
QFrame[k="rich"][focused="true"] { border: 2px solid $accent; }
QFrame[k="rich"][state="inherited"] { background: $bg; border-color: $line; }
QFrame[k="rich"][state="inherited"] QTextEdit { color: $inherit; }
QFrame[k="rich"][state="invalid"] { border-color: $badf; }
QFrame[k="rich"][state="missing"] { border-color: $warnf; }
QFrame[k="card"][chosen="true"], QFrame[k="card"]:focus { border: 2px solid $accent; }
QFrame[k="float"] { background: $raised; border: 1px solid $line2; border-radius: 8px; }
QFrame[k="popup"] { background: $raised; border: 1px solid $line2; border-radius: 10px; }
QFrame[k="rule"] { background: $line; border: none; }
QFrame[k="rule2"] { background: $line2; border: none; }

QLabel { background: transparent; color: $text; }
QLabel[c="muted"] { color: $muted; } QLabel[c="faint"] { color: $faint; }
QLabel[c="atext"] { color: $atext; } QLabel[c="inherit"] { color: $inherit; }
QLabel[c="ok"] { color: $ok; } QLabel[c="warn"] { color: $warn; }
QLabel[c="bad"] { color: $bad; } QLabel[c="vio"] { color: $vio; } QLabel[c="disabled"] { color: $disabled; }
QLabel[k="kbd"] { color: $muted; border: 1px solid $line2; border-radius: 4px; padding: 0 3px; }

QPushButton { border: 1px solid transparent; border-radius: 5px; padding: 0 11px; color: $text;
  background: transparent; }
QPushButton[tall="true"] { padding: 0 13px; }
QPushButton[k="primary"] { background: $accent; color: $on; }
QPushButton[k="primary"]:hover, QPushButton[k="primary"]:pressed { border-color: $aline; }
QPushButton[k="normal"], QPushButton[k="danger"] { background: $raised; border-color: $line2; }
QPushButton[k="danger"] { color: $bad; }
QPushButton[k="plain"] { background: transparent; }
QPushButton[k="normal"]:hover, QPushButton[k="danger"]:hover, QPushButton[k="plain"]:hover {
  background: $hover; }
QPushButton[k="normal"]:pressed, QPushButton[k="danger"]:pressed, QPushButton[k="plain"]:pressed {
  background: $press; }
QPushButton[k="held"] { background: $warnt; color: $warn; }
QPushButton[k="link"] { color: $atext; padding: 0 2px; border: none; }
QPushButton[k="link"]:hover { text-decoration: underline; }
QPushButton[ring="true"] { border: 2px solid $accent; padding: 0 10px; }
QPushButton[k="primary"][ring="true"] { border: 2px solid $text; }
QPushButton[k="link"][ring="true"] { padding: 0 0; border-radius: 3px; }
QPushButton:disabled { color: $disabled; background: transparent; border-color: $line; }
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton { border: 1px solid transparent; border-radius: 5px; background: transparent; color: $text; }
QToolButton:hover { background: $hover; }
QWidget[k="side"] QToolButton:hover, QWidget[k="side"] QPushButton[k="plain"]:hover { background: $press; }
QToolButton:pressed, QToolButton:checked { background: $press; }
QToolButton[ring="true"] { border: 2px solid $accent; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QDateTimeEdit, QComboBox {
  background: $field; color: $text; border: 1px solid $line2; border-radius: 5px; padding: 1px 8px;
  selection-background-color: $pick; selection-color: $text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateEdit:focus, QDateTimeEdit:focus, QComboBox:focus { border: 2px solid $accent; padding: 0 7px; }
*[state="inherited"] { background: $bg; color: $inherit; border-color: $line; }
*[state="invalid"] { border-color: $badf; }
*[state="missing"] { border-color: $warnf; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled,
QDateEdit:disabled { background: $bg; color: $disabled; }
QLineEdit[readOnly="true"] { background: $bg; color: $muted; }
QLineEdit[k="search"] { padding: 1px 8px 1px 30px; }
QLineEdit[k="search"]:focus { padding: 0 7px 0 29px; }
QLineEdit[k="cell"], QPlainTextEdit[k="cell"], QComboBox[k="cell"], QSpinBox[k="cell"], QDateEdit[k="cell"] {
  border: 2px solid $accent; border-radius: 0; padding: 0 4px; background: $surface; }
QLineEdit[k="bare"], QPlainTextEdit[k="bare"], QTextEdit[k="bare"], QTextBrowser[k="bare"] {
  border: none; padding: 0; background: transparent; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 22px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
  width: 0; border: none; }
QComboBox::down-arrow, QDateEdit::down-arrow { width: 12px; height: 12px;
  image: url("$icons/caret-down-muted.png"); }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line2; color: $text; outline: none;
  selection-background-color: $pick; selection-color: $text; }

QCheckBox, QRadioButton { color: $text; spacing: 8px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 14px; height: 14px;
  border: 1px solid $line2; border-radius: 4px; background: $field; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox:focus, QRadioButton:focus { color: $atext; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent;
  border-color: $accent; image: url("$icons/check-bold-on.png"); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: $accent;
  border-color: $accent; image: url("$icons/minus-bold-on.png"); }
QRadioButton::indicator:checked { border: 4px solid $accent; width: 8px; height: 8px; background: $on; }
QCheckBox::indicator:disabled { background: $bg; border-color: $line; }

QMenu { background: $raised; border: 1px solid $line2; padding: 5px; color: $text; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: $pick; } QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; } QMenu::icon { padding-left: 8px; }
QMenuBar { background: $side; color: $text; } QMenuBar::item:selected { background: $press; }

QAbstractItemView { background: $surface; color: $text; border: none; outline: none;
  selection-background-color: $pick; selection-color: $text; alternate-background-color: $surface; }
QAbstractItemView[k="bare"] { background: transparent; }
QTableView { gridline-color: $line; }
QHeaderView, QHeaderView::section { background: $bg; color: $muted; border: none; }
QHeaderView::section { border-bottom: 1px solid $line; padding: 0 8px; }
QTableCornerButton::section { background: $bg; border: none; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; } QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $line2; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: $disabled; }
QScrollBar::handle:vertical { min-height: 30px; } QScrollBar::handle:horizontal { min-width: 30px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QSplitter::handle { background: $line; } QSplitter::handle:hover { background: $aline; }
QSplitter[k="gap"]::handle { background: transparent; }
QAbstractItemView[k="field"] { background: $field; border: 1px solid $line2; border-radius: 5px; padding: 1px 4px; }
QAbstractItemView[k="field"]:focus { border: 2px solid $accent; padding: 0 3px; }
QProgressBar { background: $track; border: none; border-radius: 3px; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSlider::groove:horizontal { height: 4px; background: $track; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
  background: $accent; }
QDialog { background: $surface; }
QTabBar { background: transparent; }
""")


def build_sheet(colors: dict[str, str], icon_folder: str) -> str:
    """The style sheet for role -> hex `colors`; `icon_folder` holds the few images QSS needs as files."""
    return _SHEET.substitute(colors, icons=icon_folder)
