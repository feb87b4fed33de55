-- What a seller shows of an auction beside its words. Title, description and these are what a row of the ledger may
-- change: until the first bid, by the server's own statement; nothing is decided by them.
alter table auction add column category text;
alter table auction add column pictures text[] not null default '{}'; -- ids, the one that stands for all first
alter table auction add column edits integer not null default 0;      -- of two presentations, more edits are newer
