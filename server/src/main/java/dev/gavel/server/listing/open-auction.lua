-- Puts an auction into the arena. Idempotent: one that is there already stays as it is.
--
-- KEYS  1 log number  2 bid log  3 due times  4 the auction's state  5 its listing
-- ARGV  1 the state before the first bid, packed  2 its terms, packed  3 the auction's id, I8
--       4 its close (ms)  5 its listing  6 how far the log must have come, see log-number.lua
-- Reply the number of its entry if it was opened, 0 if it was there
--
-- Its entry of the bid log has decidedAt I8, auction id I8, and the packed terms.
local number = string.format('%d', next_number(redis.call('GET', KEYS[1]), ARGV[6]))
if redis.call('EXISTS', KEYS[4]) == 1 then
    return 0
end
redis.call('XADD', KEYS[2], number .. '-0', 'O', struct.pack('>I8', now()) .. ARGV[3] .. ARGV[2])
redis.call('MSET', KEYS[1], number, KEYS[4], ARGV[1], KEYS[5], ARGV[5])
redis.call('ZADD', KEYS[3], ARGV[4], (KEYS[4]:match('%d+$')))
return tonumber(number)
