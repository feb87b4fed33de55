-- An auction's packed state, as AuctionStateCodec.java reads and writes it. Prelude of every script that changes one.
-- All numbers are unsigned and big-endian; Bc0 is a string of at most 255 bytes after its length.
--   standing  version B, state c1 (O open, C closed, X cancelled), sequence I8, accepted I8, price I8, max I8,
--             second I8 (0: none), closesAt I8, extensions I4, leader Bc0 (empty: none)
--   terms     opensAt I8, scheduled close I8, opening I8, reserve I8 (0: none), bidding c1 (X proxy, L plain),
--             soft close c1 (N none, A add, R reset), window I8, extension I8, extensionsMax I4 (0: no limit),
--             latestClose I8 (0: no limit), seller Bc0, currency c3, bands B, then from I8 and step I8 of each band
-- Defines STANDING and TERMS, their formats; load_auction(packed), for scripts that do not live by speed: the standing,
-- reserve, window and seller; store_auction(auction).
local pack, unpack_struct, sub = struct.pack, struct.unpack, string.sub

local PRICE_NONE = 9007199254740992 -- 2^53: no accepted bid, so no price
local STATE_VERSION = 1
local STANDING = '>Bc1I8I8I8I8I8I8I4Bc0'
local TERMS = '>I8I8I8I8c1c1I8I8I4I8Bc0c3B'

local function check_version(version)
    if version ~= STATE_VERSION then
        error('auction state of version ' .. version .. ', this script knows ' .. STATE_VERSION)
    end
end

local function load_auction(packed)
    local a = {}
    local version, terms
    version, a.state, a.sequence, a.accepted, a.price, a.max, a.second, a.closes_at, a.extensions, a.leader, terms =
        unpack_struct(STANDING, packed)
    check_version(version)
    local _, _, _, reserve, _, _, window, _, _, _, seller = unpack_struct(TERMS, packed, terms)
    a.reserve, a.window, a.seller = reserve, window, seller
    a.packed, a.terms_at = packed, terms
    return a
end

local function store_auction(a)
    return pack(STANDING, STATE_VERSION, a.state, a.sequence, a.accepted, a.price, a.max, a.second, a.closes_at,
        a.extensions, #a.leader, a.leader) .. sub(a.packed, a.terms_at)
end
