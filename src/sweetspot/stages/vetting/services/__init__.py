"""What we do in vetting: judge every profile by its posts, compare sponsored posts, note what people decided."""

from sweetspot.stages.vetting.services.stamina import recompute_stamina
from sweetspot.stages.vetting.services.verdicts import VERSION, Vetted, decide, vet

__all__ = ["VERSION", "Vetted", "decide", "recompute_stamina", "vet"]
