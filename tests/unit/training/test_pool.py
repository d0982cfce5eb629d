"""Samples that come back with a click more."""

from __future__ import annotations

from pathlib import Path

import torch

from training.data.samples import SampleConfig, draw_batch, seeded
from training.data.shards import read_shards
from training.data.store import Store
from training.pool import Pool, pool_tensors, restored_pools

CPU = torch.device("cpu")


def test_carried_samples_come_back_with_one_click_more(shard: Path) -> None:
    store = Store.of(read_shards([shard]), CPU)
    batch = draw_batch(store, SampleConfig(corrected=0.0), 4, seeded(CPU, 1))
    pool, nothing = Pool(), torch.full((4, 1, 128, 128), -9.0)
    joined, previous = pool.join(batch)
    assert torch.equal(previous, batch.start)
    pool.carry(joined, nothing, torch.arange(4), 3, seeded(CPU, 0))
    joined, previous = pool.join(batch)
    assert len(joined.image) == len(previous) == 7
    assert previous[4:].max() < 0.01
    # Nothing is predicted, so each sample's next click is a positive one.
    assert joined.click_count[4:, 0].min() >= 2


def test_a_pool_is_restored_from_its_tensors(shard: Path) -> None:
    batch = draw_batch(Store.of(read_shards([shard]), CPU), SampleConfig(), 3, seeded(CPU, 2))
    pool = Pool()
    pool.carry(batch, torch.randn(3, 1, 128, 128), torch.arange(3), 2, seeded(CPU, 0))
    again = restored_pools(pool_tensors([pool]), 1)[0]
    (one, before), (other, after) = pool.join(batch), again.join(batch)
    assert torch.equal(before, after)
    assert all(
        torch.equal(each, getattr(other, name)) or each.isnan().any() for name, each in vars(one).items()
    )
    assert restored_pools({}, 2)[1].batch is None
