-- The number of a bucket's bid log. Prelude of every script that writes an entry.
-- Defines next_number(last, floor): the number of the next entry. Fails with NOTLEVEL, before anything is written,
-- where Redis has come back older than its caller knows, and while the bucket is being recovered (its
-- number is no number then).
local function next_number(last, floor)
    local number = tonumber(last or 0)
    if not number or number < tonumber(floor) then
        error('NOTLEVEL log number ' .. tostring(last) .. ', at least ' .. floor .. ' is needed')
    end
    return number + 1
end
