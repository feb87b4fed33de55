-- Nothing is looked up by what stands inside these arrays and texts, and ANALYZE would count the elements of up to 30,000
-- rows of them: a second of a core in the middle of a rush. Partitions made later copy it (R__make_partition.sql).
alter table decision alter column numbers set statistics 0;
alter table decision alter column bidders set statistics 0;
alter table decision alter column request_ids set statistics 0;

alter table refused alter column numbers set statistics 0;
alter table refused alter column bidders set statistics 0;
alter table refused alter column request_ids set statistics 0;
