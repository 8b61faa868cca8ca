// Where in its file a value was read: part of sentences about it, no part of the value.
#pragma once

#include <string>

namespace host {

struct Origin {
    std::string pointer; // JSON pointer (RFC 6901); empty for a value that comes from no file

    bool operator==(const Origin&) const { return true; }
};

} // namespace host
