-- One shard of the ledger. What was decided is only ever inserted: auction, decision, activity, result. What is worked
-- off stands in small tables of its own (unopened, unreleased), so that no row of the ledger is ever updated.
--
-- The first four are partitioned by ends_at, the month in which the auction was to end: all that belongs to an auction
-- stands in partitions of the same month, which are detached together. Partitions are made by Partitions.java. There is
-- no default partition: it would have to be scanned under an exclusive lock for each new one, and would forbid
-- detaching concurrently.

create table cluster (
    one_row boolean  primary key default true check (one_row),
    buckets smallint not null,
    founded boolean  not null
);

-- The buckets that this shard owns, and how far their bid logs have been read. Updated several times a second; on a
-- page that is mostly empty the old versions are pruned in place and no index is touched.
create table bucket (
    bucket   smallint primary key,
    position bigint   not null check (position >= 0)
) with (fillfactor = 10);

create table auction (
    auction_id     bigint      not null,
    ends_at        timestamptz not null, -- scheduled, before any extension
    opens_at       timestamptz not null,
    listed_at      timestamptz not null,
    opening        bigint      not null,
    reserve        bigint,
    soft_window    bigint,               -- ms; null: no soft close
    soft_extension bigint,               -- ms
    soft_latest    timestamptz,
    soft_max       integer,
    bucket         smallint    not null,
    bidding        smallint    not null, -- 0 PROXY, 1 PLAIN
    soft_mode      smallint,             -- 0 ADD, 1 RESET
    currency       text        not null,
    seller         text        not null,
    steps          bigint[]    not null, -- from, step, from, step, …
    title          text        not null,
    description    text        not null,
    primary key (bucket, auction_id, ends_at)
) partition by range (ends_at);

create index auction_by_seller on auction (seller, listed_at desc, auction_id desc);

-- Accepted bids: one row for up to 64 consecutive ones that an auction got within one cycle of the reader, so that a
-- rush makes rows longer instead of more. People read the view accepted_bid.
create table decision (
    auction_id     bigint      not null,
    first_sequence bigint      not null,
    ends_at        timestamptz not null,
    bucket         smallint    not null,
    numbers        bigint[]    not null, -- per bid: sequence, amount, price, received, decided, closes (ms since 1970), leading
    bidders        text        not null, -- separated by spaces, which no account id contains
    request_ids    uuid[]      not null,
    primary key (bucket, auction_id, ends_at, first_sequence)
) partition by range (ends_at);

-- Compressed in place: moved to a side table, each row would be written with an index entry more.
alter table decision alter column numbers set storage main;
alter table decision alter column bidders set storage main;
alter table decision alter column request_ids set storage main;

create view accepted_bid as
select d.bucket, d.auction_id, d.ends_at,
       d.numbers[7 * i + 1] as sequence,
       (string_to_array(d.bidders, ' '))[i + 1] as bidder,
       d.numbers[7 * i + 2] as amount, -- under proxy bidding the hidden maximum
       d.numbers[7 * i + 3] as price,
       to_timestamp(d.numbers[7 * i + 4] / 1000.0) as received_at,
       to_timestamp(d.numbers[7 * i + 5] / 1000.0) as decided_at,
       to_timestamp(d.numbers[7 * i + 6] / 1000.0) as closes_at,
       d.numbers[7 * i + 7] = 1 as leads,
       d.request_ids[i + 1] as request_id
from decision d
cross join lateral generate_series(0, cardinality(d.request_ids) - 1) as i;

-- Where a bidder's bids are: one row for a bidder, an auction, an hour and a run of 16,384 sequences, so that most bids
-- of a rush need none. May name the same twice.
create table activity (
    bidder_key     bigint      not null, -- the first 64 bits of the SHA-256 of the account id
    auction_id     bigint      not null,
    ends_at        timestamptz not null,
    first_sequence bigint      not null, -- the bidder's first bid in it
    hour           integer     not null, -- hours since 1970 of decided_at
    bucket         smallint    not null
) partition by range (ends_at);

create index activity_by_bidder on activity (bidder_key, hour desc);

create table result (
    auction_id bigint      not null,
    ends_at    timestamptz not null,
    closes_at  timestamptz not null, -- with all extensions
    decided_at timestamptz not null,
    settled_at timestamptz not null default now(),
    sequence   bigint      not null, -- of the close
    accepted   bigint      not null,
    refused    bigint      not null,
    price      bigint,
    bucket     smallint    not null,
    outcome    smallint    not null, -- 0 SOLD, 1 UNSOLD, 2 CANCELLED
    leader     text,                 -- the winner where sold; who led below the reserve where not
    primary key (bucket, auction_id, ends_at)
) partition by range (ends_at);

-- Auctions whose two witnesses differ. No result is written for them until an operator has resolved it.
create table quarantine (
    bucket           smallint    not null,
    auction_id       bigint      not null,
    ends_at          timestamptz not null,
    found_at         timestamptz not null default now(),
    sequence         bigint      not null, -- of the first decision they differ about
    matter           text        not null,
    arena            text        not null,
    referee          text        not null,
    closed_sequence  bigint,               -- the rest of the row is null until the close
    arena_ended      text,
    referee_ended    text,
    resolved_at      timestamptz,
    resolved_by      text,
    resolution       text,
    primary key (bucket, auction_id)
);

-- Listed, but not yet seen opened in the bid log.
create table unopened (
    bucket      smallint    not null,
    auction_id  bigint      not null,
    ends_at     timestamptz not null,
    inserted_at timestamptz not null default now(),
    primary key (bucket, auction_id)
);

-- Settled, but not yet known to have been released in the arena.
create table unreleased (
    bucket     smallint not null,
    auction_id bigint   not null,
    primary key (bucket, auction_id)
);
