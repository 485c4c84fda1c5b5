"""What Sweetspot does, one package per stage, in the order data flows."""
