// What a decoder throws. Apart from json_fields.hpp, so that callers of decoders do not read the JSON library's headers.
#pragma once

#include <stdexcept>

namespace spotify::json {

// The text is not a JSON object, or is cut or garbled. what() names no content of it.
class NotJson : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace spotify::json
