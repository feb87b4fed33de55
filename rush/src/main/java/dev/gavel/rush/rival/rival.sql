-- The rival's tables. What spares it work without changing what it promises is done: terms that never change stand
-- apart from the row that every bid rewrites, that row has room for its new versions on its own page, and one index
-- serves both the check of request ids and a bidder's history.
create table if not exists auction (
    auction_id bigint primary key,
    seller     text        not null,
    currency   text        not null,
    bidding    text        not null,
    opening    bigint      not null,
    step       bigint      not null,
    opens_at   timestamptz not null,
    ends_at    timestamptz not null
);

create table if not exists standing (
    auction_id bigint primary key,
    state      text        not null,
    sequence   bigint      not null,
    accepted   bigint      not null,
    leader     text,
    price      bigint,
    max        bigint,
    second     bigint,
    closes_at  timestamptz not null,
    extensions integer     not null
) with (fillfactor = 50);

create table if not exists bid (
    auction_id  bigint      not null,
    sequence    bigint      not null,
    request_id  uuid        not null,
    amount      bigint      not null,
    price       bigint,
    received_at timestamptz not null,
    decided_at  timestamptz not null,
    closes_at   timestamptz not null,
    bidder      text        not null,
    outcome     text        not null,
    primary key (auction_id, sequence),
    unique (bidder, auction_id, request_id)
);
