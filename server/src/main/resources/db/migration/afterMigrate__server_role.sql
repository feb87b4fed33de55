-- What a server may do in the ledger if it connects by a role of its own, a member of gavel_server, instead of the
-- owner's. It reads and appends; it can neither change nor remove a decision. Runs after every migration, and by
-- `gavel migrate` where none is pending: the role may have been made since the last one.
do $$
begin
    if exists (select from pg_roles where rolname = 'gavel_server') then
        grant usage on schema public to gavel_server;
        grant select on all tables in schema public to gavel_server;
        grant insert on cluster, bucket, auction, decision, refused, activity, result, quarantine, postponed, intervention, unopened, unreleased
            to gavel_server;
        grant update on cluster, bucket, quarantine to gavel_server;
        grant delete on unopened, unreleased to gavel_server;
        grant execute on function make_partition(text, timestamptz) to gavel_server;
    end if;
end $$;
