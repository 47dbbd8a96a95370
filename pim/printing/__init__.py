"""What goes on paper: document model, layouts, the typesetting driver, codes, labels."""
