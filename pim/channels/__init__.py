"""How a catalogue leaves: one file per adapter."""

from __future__ import annotations

from pim.channels.adapter import Adapter, Registry


def _every() -> tuple[Adapter, ...]:
    # A new channel is one module and two lines here; the contract test then tries it.
    from pim.channels.csv_adapter import CsvAdapter
    from pim.channels.print_catalog import PrintCatalogAdapter
    from pim.channels.shopify_json import ShopifyJsonAdapter
    from pim.channels.xlsx_adapter import XlsxAdapter

    return CsvAdapter(), XlsxAdapter(), ShopifyJsonAdapter(), PrintCatalogAdapter()


ADAPTERS = Registry(_every)
