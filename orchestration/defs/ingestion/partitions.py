"""Usage by day: the partitions that the UI shows and backfills address."""

from datetime import UTC, datetime

import dagster as dg

FIRST_USAGE_DAY = datetime(2015, 1, 1, tzinfo=UTC)
USAGE_DAYS = dg.DailyPartitionsDefinition(start_date=FIRST_USAGE_DAY)
USAGE_KEY = dg.AssetKey(["lake", "usage"])
