"""What a product is: immutable values and pure rules; no input or output, no clock."""
