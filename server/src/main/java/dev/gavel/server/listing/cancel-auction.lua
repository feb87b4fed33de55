-- Withdraws an auction at its seller's wish, before the first accepted bid.
--
-- KEYS  1 log number  2 bid log  3 due times  4 the auction's state
-- ARGV  1 the seller's account id  2 the auction's id, I8  3 how far the log must have come, see log-number.lua
-- Reply a word of Auctions.Cancellation
--
-- Its entry of the bid log has decidedAt I8, auction id I8, sequence I8.
local number = string.format('%d', next_number(redis.call('GET', KEYS[1]), ARGV[3]))
local packed = redis.call('GET', KEYS[4])
if not packed then
    return 'UNKNOWN_AUCTION'
end
local a, time = load_auction(packed), now()
if a.seller ~= ARGV[1] then
    return 'NOT_THE_SELLER'
elseif a.state == 'X' then
    return 'ALREADY_CANCELLED'
elseif a.accepted > 0 then
    return 'HAS_BIDS'
elseif a.state ~= 'O' or time >= a.closes_at then
    return 'CLOSED'
end
a.state, a.sequence = 'X', a.sequence + 1
redis.call('XADD', KEYS[2], number .. '-0', 'X', pack('>I8', time) .. ARGV[2] .. pack('>I8', a.sequence))
redis.call('MSET', KEYS[1], number, KEYS[4], store_auction(a))
redis.call('ZREM', KEYS[3], (KEYS[4]:match('%d+$')))
return 'CANCELLED'
