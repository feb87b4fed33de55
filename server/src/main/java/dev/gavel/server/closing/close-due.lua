-- The bell for auctions of one bucket: closes those that are due and open, and passes over the others.
--
-- A node may hold bids that it received before a close. So each says up to when it has answered all of this bucket, and
-- an auction is not closed before all nodes are past its close, or the longest wait is over.
--
-- KEYS  1 log number  2 bid log  3 due times  4 by node, up to when it has answered, then the state of each auction
-- ARGV  1 drain (ms): how long after its close an auction still takes bids that were received before it, whoever says
--         what  2 the longest wait (ms)
--       3 the auctions' ids, I8 each, in the order of their keys
--       4 the node that rings (8 bytes; empty: no node holds bids)  5 before when (ms) it has answered all that it
--         received  6 the other nodes that are there, 8 bytes each
--       7 how far the log must have come, see log-number.lua
-- Reply how many were closed
--
-- Their entry of the bid log has decidedAt I8 and, for each, auction id I8, sequence I8, closesAt I8, result c1
-- (S sold, U unsold), price I8 (2^53: no accepted bid), leader Bc0 (empty: none). See Referee.result.
local format = string.format
local FIRST_STATE = 4
local SAID_KEPT_MS = 60000
local time, drain, wait_max = now(), tonumber(ARGV[1]), tonumber(ARGV[2])
local number = format('%d', next_number(redis.call('GET', KEYS[1]), ARGV[7]))

local answered = time
if ARGV[4] ~= '' then
    redis.call('HSET', KEYS[4], ARGV[4], ARGV[5])
    redis.call('PEXPIRE', KEYS[4], SAID_KEPT_MS)
    answered = tonumber(ARGV[5])
    for at = 1, #ARGV[6], 8 do
        -- One that has not said anything yet will, within a round of its own bell.
        answered = math.min(answered, tonumber(redis.call('HGET', KEYS[4], sub(ARGV[6], at, at + 7)) or 0))
    end
end

local function may_close(closes_at)
    return closes_at + drain <= time and (closes_at <= answered or closes_at + wait_max <= time)
end

local states = redis.call('MGET', unpack(KEYS, FIRST_STATE + 1))
local closed, writes, gone = {}, { KEYS[1], '' }, { KEYS[3] }
for i = 1, #states do
    local a = states[i] and load_auction(states[i])
    if not a or a.state ~= 'O' then
        gone[#gone + 1] = KEYS[FIRST_STATE + i]:match('%d+$')
    elseif may_close(a.closes_at) then
        a.state, a.sequence = 'C', a.sequence + 1
        local sold = a.accepted > 0 and (a.reserve == 0 or a.max >= a.reserve)
        closed[#closed + 1] = sub(ARGV[3], 8 * i - 7, 8 * i)
            .. pack('>I8I8c1I8Bc0', a.sequence, a.closes_at, sold and 'S' or 'U',
                a.accepted == 0 and PRICE_NONE or a.price, #a.leader, a.leader)
        writes[#writes + 1] = KEYS[FIRST_STATE + i]
        writes[#writes + 1] = store_auction(a)
        gone[#gone + 1] = KEYS[FIRST_STATE + i]:match('%d+$')
    end
end

if #closed > 0 then
    redis.call('XADD', KEYS[2], number .. '-0', 'C', pack('>I8', time) .. table.concat(closed))
    writes[2] = number
    redis.call('MSET', unpack(writes))
end
if #gone > 1 then
    redis.call('ZREM', unpack(gone))
end
return #closed
