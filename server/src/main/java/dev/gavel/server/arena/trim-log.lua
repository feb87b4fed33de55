-- Notes how far a reader has come and trims the bid log to the slowest.
--
-- KEYS  1 bid log  2 readers' positions  3-5 request ids, three generations in turn
-- ARGV  1 reader  2 its position  3 how many entries stay beyond need, for readers that keep none
--       4 how many readers the log must wait for  5… they (a replay's clock may follow)
-- Reply the number of entries trimmed
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
local slowest = math.huge
for _, position in ipairs(redis.call('HMGET', KEYS[2], unpack(ARGV, 5, 4 + tonumber(ARGV[4])))) do
    slowest = math.min(slowest, tonumber(position or 0))
end
local first = slowest - tonumber(ARGV[3])
-- The first answers to request ids stand in the log alone: as long as a generation of ids is remembered, so is the log
-- from its first entry on.
for i = 3, 5 do
    first = math.min(first, tonumber(redis.call('HGET', KEYS[i], '') or math.huge))
end
if first <= 0 then
    return 0
end
return redis.call('XTRIM', KEYS[1], 'MINID', string.format('%d-0', first))
