-- Stands in for clock.lua in a replay of recorded auctions: the time is the script's last argument.
-- Defines now(): milliseconds since 1970.
local function now()
    return tonumber(ARGV[#ARGV])
end
