"""How a catalogue leaves: one file per adapter."""

from __future__ import annotations

from pim.channels.adapter import Registry
from pim.channels.csv_adapter import CsvAdapter
from pim.channels.print_catalog import PrintCatalogAdapter
from pim.channels.shopify_json import ShopifyJsonAdapter

# A new channel is one module and one line here; the contract test then tries it.
ADAPTERS = Registry((CsvAdapter(), ShopifyJsonAdapter(), PrintCatalogAdapter()))
