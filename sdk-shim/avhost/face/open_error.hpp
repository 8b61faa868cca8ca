// Why a face could not be opened.
#pragma once

#include <stdexcept>
#include <string>

namespace avhost::face {

// what() is a sentence with the address or the path.
class OpenError : public std::runtime_error {
public:
    enum class Reason { bad_address, address_in_use, cannot_listen, bad_pages, bad_certificate };
    OpenError(Reason reason, const std::string& sentence)
        : std::runtime_error(sentence)
        , reason_(reason) {}
    Reason reason() const { return reason_; }

private:
    Reason reason_;
};

} // namespace avhost::face
