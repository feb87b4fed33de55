-- What a server may do in the ledger, if it connects by a role of its own instead of the owner's: a member of
-- gavel_server, which must exist when this runs. It reads and appends; it can neither change nor remove a decision.

-- Partitions belong to the owner, so that only it can drop or truncate them.
create or replace function make_partition(parent text, month timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    starts  timestamptz := date_trunc('month', month at time zone 'UTC') at time zone 'UTC';
    ends    timestamptz := (date_trunc('month', month at time zone 'UTC') + interval '1 month') at time zone 'UTC';
    made    text := parent || to_char(starts at time zone 'UTC', '_YYYY_MM');
begin
    if parent not in ('auction', 'decision', 'activity', 'result') then
        raise exception 'no partitioned table of the ledger: %', parent;
    end if;
    execute format('create table public.%I (like public.%I including defaults including constraints including storage)',
                   made, parent);
    execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                   parent, made, starts, ends);
end $$;

revoke execute on function make_partition(text, timestamptz) from public;

do $$
begin
    if exists (select from pg_roles where rolname = 'gavel_server') then
        grant usage on schema public to gavel_server;
        grant select on all tables in schema public to gavel_server;
        grant insert on cluster, bucket, auction, decision, activity, result, quarantine, unopened, unreleased
            to gavel_server;
        grant update on cluster, bucket, quarantine to gavel_server;
        grant delete on unopened, unreleased to gavel_server;
        grant execute on function make_partition(text, timestamptz) to gavel_server;
    end if;
end $$;
