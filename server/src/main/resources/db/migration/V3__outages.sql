-- Closes that passed while nobody could bid, and were moved. Rare, so not partitioned.
create table postponed (
    bucket       smallint    not null,
    auction_id   bigint      not null,
    sequence     bigint      not null,
    decided_at   timestamptz not null,
    outage_from  timestamptz not null, -- bids are known to have been decided up to here
    outage_until timestamptz not null,
    closes_at    timestamptz not null, -- from then on
    primary key (bucket, auction_id, sequence)
);

-- When the ledger last heard from the bucket: an arena that was lost with its own clock's marks was alive then.
alter table bucket add column moved_at timestamptz not null default now();
