-- Writes what a recovery has made, as long as the bucket is still its own, and renews its claim.
--
-- KEYS  1 log number, then whatever the commands name
-- ARGV  1 the recovery's token  2 how long the claim lasts from now (ms)
--       3 empty, or the log number with which the recovery ends  4 how many commands
--       5… for each, how many words it has, then they (a replay's clock may follow)
-- Reply 1
local token, _, number = (redis.call('GET', KEYS[1]) or ''):match('^recovering (%S+) (%d+) (%d+)$')
if token ~= ARGV[1] then
    error('NOTLEVEL another recovery has this bucket')
end
local at = 5
for _ = 1, tonumber(ARGV[4]) do
    local words = tonumber(ARGV[at])
    redis.call(unpack(ARGV, at + 1, at + words))
    at = at + 1 + words
end
if ARGV[3] ~= '' then
    redis.call('SET', KEYS[1], ARGV[3])
else
    redis.call('SET', KEYS[1], string.format('recovering %s %d %s', token, now() + tonumber(ARGV[2]), number))
end
return 1
