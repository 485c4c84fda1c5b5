"""Words everyone shares: money, periods, statistics, identifiers, errors, charts. Pure Python."""
