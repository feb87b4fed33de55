-- Claims a bucket for a recovery. While the log number is no number, no script writes an entry (log-number.lua).
--
-- KEYS  1 log number
-- ARGV  1 the recovery's token  2 how long the claim lasts (ms) unless renewed (restore.lua)  3 how far the log must
--       have come: a bucket that is level by now is left alone
-- Reply the number that the log had, or nothing if the bucket is level, or another recovery has it
--
-- The key then holds: recovering, token, until when (ms), the number.
local value = redis.call('GET', KEYS[1]) or '0'
local token, claimed_until, number = value:match('^recovering (%S+) (%d+) (%d+)$')
if not token and tonumber(value) >= tonumber(ARGV[3]) then
    return false
end
if token and token ~= ARGV[1] and tonumber(claimed_until) > now() then
    return false
end
number = number or value
redis.call('SET', KEYS[1], string.format('recovering %s %d %s', ARGV[1], now() + tonumber(ARGV[2]), number))
return number
