-- The arena's time: Redis' own, read once per script. Prelude of every script that decides by time.
-- Defines now(): milliseconds since 1970.
local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end
