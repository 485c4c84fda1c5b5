"""Who gets the credit for an order: weights over touches, and the link-against-code decision with its reasons."""
