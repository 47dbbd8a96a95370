"""On paper: the document model, the templates' driver, codes, and reading a printed page back.

    document.CatalogDocument  ->  render.render(document, path)  ->  readback.read(path)

What `readback` finds in the PDF alone equals `document.carried(card, layout)`, card by card, in writing
order.
"""
