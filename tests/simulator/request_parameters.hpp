// Reads the parameters of a request as strictly as the service does.
#pragma once

#include "http_message.hpp"
#include "millis.hpp"
#include "page.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace sim {

// A parameter that cannot be taken; `what` is the message of the 400.
struct BadRequest : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string required(const HttpRequest& request, const char* name);
Millis required_number(const HttpRequest& request, const char* name, Millis highest);
Millis number_or(const HttpRequest& request, const char* name, Millis lowest, Millis highest,
                 Millis otherwise);

// The parts between the commas of a parameter that must not be empty.
std::vector<std::string> required_list(const HttpRequest& request, const char* name);

// From `limit` and `offset`.
PageRange page_range(const HttpRequest& request, Millis usual_limit, Millis highest_limit,
                     Millis highest_offset);

} // namespace sim
