-- Partitions belong to the owner of the schema, whoever asks for them, so that a server's own role can neither drop nor
-- truncate one. A partition is made as a table of its own and then attached, which locks out neither readers nor writers.
create or replace function make_partition(parent text, month timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    starts timestamptz := date_trunc('month', month at time zone 'UTC') at time zone 'UTC';
    ends   timestamptz := (date_trunc('month', month at time zone 'UTC') + interval '1 month') at time zone 'UTC';
    made   text := parent || to_char(starts at time zone 'UTC', '_YYYY_MM');
    col    record;
begin
    if not exists (select from pg_class
                   where relname = parent and relkind = 'p' and relnamespace = 'public'::regnamespace) then
        raise exception 'no partitioned table of the ledger: %', parent;
    end if;
    execute format('create table public.%I (like public.%I including defaults including constraints including storage)',
                   made, parent);
    -- What ANALYZE is to count of a column; "like" does not copy it.
    for col in select attname, attstattarget from pg_attribute
               where attrelid = format('public.%I', parent)::regclass and attstattarget is not null and attnum > 0
    loop
        execute format('alter table public.%I alter column %I set statistics %s', made, col.attname, col.attstattarget);
    end loop;
    execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                   parent, made, starts, ends);
end $$;

revoke execute on function make_partition(text, timestamptz) from public;
