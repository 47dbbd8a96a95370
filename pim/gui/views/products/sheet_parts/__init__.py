"""The parts of the product sheet: header, matrix, one module per tab, fields."""
