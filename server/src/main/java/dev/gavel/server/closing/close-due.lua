-- The bell for auctions of one bucket: closes those that are due and open, and passes over the others.
--
-- KEYS  1 log number  2 bid log  3 due times, then the state of each auction
-- ARGV  1 drain (ms): how long after its close an auction still takes bids that were received before it
--       2 the auctions' ids, I8 each, in the order of their keys
-- Reply how many were closed
--
-- Their entry of the bid log has decidedAt I8 and, for each, auction id I8, sequence I8, closesAt I8, result c1
-- (S sold, U unsold), price I8 (2^53: no accepted bid), leader Bc0 (empty: none). See Referee.result.
local format = string.format
local time, drain = now(), tonumber(ARGV[1])

local states = redis.call('MGET', unpack(KEYS, 4))
local closed, writes, gone = {}, { KEYS[1], '' }, { KEYS[3] }
for i = 1, #states do
    local a = states[i] and load_auction(states[i])
    if not a or a.state ~= 'O' then
        gone[#gone + 1] = KEYS[3 + i]:match('%d+$')
    elseif a.closes_at + drain <= time then
        a.state, a.sequence = 'C', a.sequence + 1
        local sold = a.accepted > 0 and (a.reserve == 0 or a.max >= a.reserve)
        closed[#closed + 1] = sub(ARGV[2], 8 * i - 7, 8 * i)
            .. pack('>I8I8c1I8Bc0', a.sequence, a.closes_at, sold and 'S' or 'U',
                a.accepted == 0 and PRICE_NONE or a.price, #a.leader, a.leader)
        writes[#writes + 1] = KEYS[3 + i]
        writes[#writes + 1] = store_auction(a)
        gone[#gone + 1] = KEYS[3 + i]:match('%d+$')
    end
end

if #closed > 0 then
    local number = format('%d', (tonumber(redis.call('GET', KEYS[1])) or 0) + 1)
    redis.call('XADD', KEYS[2], number .. '-0', 'C', pack('>I8', time) .. table.concat(closed))
    writes[2] = number
    redis.call('MSET', unpack(writes))
end
if #gone > 1 then
    redis.call('ZREM', unpack(gone))
end
return #closed
