-- Refused bids, for two reasons: their answers and sequences must not be lost with Redis, and a bidder may dispute one.
-- Rows as those of decision: up to 64 of an auction from one cycle. What a bidder was shown beside the refusal (price,
-- leader, close) is that of the accepted bids before it, so it is not kept again.
create table refused (
    auction_id     bigint      not null,
    first_sequence bigint      not null,
    ends_at        timestamptz not null,
    bucket         smallint    not null,
    numbers        bigint[]    not null, -- per bid: sequence, amount, received, decided (ms since 1970), reason
    bidders        text        not null, -- separated by spaces, which no account id contains
    request_ids    uuid[]      not null,
    primary key (bucket, auction_id, ends_at, first_sequence)
) partition by range (ends_at);

alter table refused alter column numbers set storage main;
alter table refused alter column bidders set storage main;
alter table refused alter column request_ids set storage main;

create view refused_bid as
select d.bucket, d.auction_id, d.ends_at,
       d.numbers[5 * i + 1] as sequence,
       (string_to_array(d.bidders, ' '))[i + 1] as bidder,
       d.numbers[5 * i + 2] as amount,
       to_timestamp(d.numbers[5 * i + 3] / 1000.0) as received_at,
       to_timestamp(d.numbers[5 * i + 4] / 1000.0) as decided_at,
       (array['TOO_LOW', 'NOT_ABOVE_OWN_MAXIMUM', 'NOT_OPEN', 'CLOSED', 'CANCELLED', 'OWN_AUCTION'])
           [d.numbers[5 * i + 5] + 1] as reason,
       d.request_ids[i + 1] as request_id
from refused d
cross join lateral generate_series(0, cardinality(d.request_ids) - 1) as i;
