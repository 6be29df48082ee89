"""The metadata that all tables of the operational store belong to."""

from sqlalchemy import BigInteger, Integer, MetaData

METADATA = MetaData()

ROW_ID = BigInteger().with_variant(Integer, "sqlite")
