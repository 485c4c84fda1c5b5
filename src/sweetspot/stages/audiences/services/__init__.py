"""What we do with audiences: take samples and breakdowns in, and judge the samples."""

from sweetspot.stages.audiences.services.judging import VERSION, judge_samples

__all__ = ["VERSION", "judge_samples"]
