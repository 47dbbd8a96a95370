"""What the room Channels can show: its parts, and the tabs of the difference list."""

from pim.gui.painting.marks import BLOCKED, CHANGED, HELD, NEW
from pim.services import standings

DIFFERENCES, SETTINGS, PARITY, EXCEPTIONS, LEDGER = "differences", "settings", "parity", "exceptions", "ledger"

ALL = "all"
TABS: dict[str, tuple[str, ...]] = {
    ALL: standings.WAITING,
    CHANGED: (CHANGED,),
    NEW: (NEW,),
    BLOCKED: (BLOCKED,),
    HELD: (HELD,),
}
