"""The operations, in the order they run: each module registers its own when it is imported."""

from tests.benchmarks.operations import loading  # noqa: F401 # isort: skip
from tests.benchmarks.operations import listing  # noqa: F401 # isort: skip
from tests.benchmarks.operations import searching  # noqa: F401 # isort: skip
from tests.benchmarks.operations import single  # noqa: F401 # isort: skip
from tests.benchmarks.operations import bulk  # noqa: F401 # isort: skip
from tests.benchmarks.operations import renewing  # noqa: F401 # isort: skip
from tests.benchmarks.operations import arriving  # noqa: F401 # isort: skip
from tests.benchmarks.operations import leaving  # noqa: F401 # isort: skip
from tests.benchmarks.operations import pictures  # noqa: F401 # isort: skip
from tests.benchmarks.operations import printing  # noqa: F401 # isort: skip
from tests.benchmarks.operations import remembering  # noqa: F401 # isort: skip
from tests.benchmarks.operations import window  # noqa: F401 # isort: skip
