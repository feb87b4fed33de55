-- What people do to an auction, other than bidding: pause, resume, cancel, say something of a bidder. Rare, so not
-- partitioned.
create table intervention (
    bucket     smallint    not null,
    auction_id bigint      not null,
    sequence   bigint      not null,
    decided_at timestamptz not null,
    closes_at  timestamptz,          -- from then on, where it was resumed
    what       text        not null, -- PAUSED, RESUMED, CANCELLED, PERMITTED
    by_account text        not null,
    reason     text        not null,
    bidder     text,                 -- the rest where something was said of a bidder
    admission  text,                 -- ASKED, APPROVED, BLOCKED
    amount_max bigint,               -- the most that the bidder may bid; null: no limit
    primary key (bucket, auction_id, sequence)
);

alter table auction add column approval boolean not null default false; -- whether only approved bidders may bid

create or replace view refused_bid as
select d.bucket, d.auction_id, d.ends_at,
       d.numbers[5 * i + 1] as sequence,
       (string_to_array(d.bidders, ' '))[i + 1] as bidder,
       d.numbers[5 * i + 2] as amount,
       to_timestamp(d.numbers[5 * i + 3] / 1000.0) as received_at,
       to_timestamp(d.numbers[5 * i + 4] / 1000.0) as decided_at,
       (array['TOO_LOW', 'NOT_ABOVE_OWN_MAXIMUM', 'NOT_OPEN', 'CLOSED', 'CANCELLED', 'OWN_AUCTION', 'PAUSED', 'BLOCKED',
              'NOT_APPROVED', 'OVER_LIMIT'])
           [d.numbers[5 * i + 5] + 1] as reason,
       d.request_ids[i + 1] as request_id
from refused d
cross join lateral generate_series(0, cardinality(d.request_ids) - 1) as i;
