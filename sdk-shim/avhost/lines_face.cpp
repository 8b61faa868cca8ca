#include "lines_face.hpp"

#include "door/tls.hpp"

#include "host/clock.hpp"

#include <string>
#include <utility>

namespace avhost {
namespace {

tcp::LinesOptions options_of(const host::LinesEntry& entry, const LinesFace::Behind& behind) {
    tcp::LinesOptions options;
    options.address = entry.address;
    options.port = entry.port;
    options.gate = behind.gate;
    options.tls = entry.tls;
    return options;
}

std::string bracketed(const std::string& address) {
    return address.find(':') == std::string::npos ? address : '[' + address + ']';
}

} // namespace

LinesFace::LinesFace(const host::LinesEntry& entry, const Behind& behind)
    : server_{behind.loop,
              options_of(entry, behind),
              {behind.host, &behind.ring, behind.reload},
              [log = behind.log](dp::LogLevel level, std::string_view text) {
                  log({level, "lines", std::string{text}});
              }} {
    behind.log({dp::LogLevel::info, "host",
                "lines: " + bracketed(entry.address) + ':' + std::to_string(server_.port()) +
                    (entry.tls ? " (TLS)" : "")});
    const auto ends_at = server_.certificate_ends_at();
    if (auto warning = door::certificate_warning(ends_at, host::epoch_ms() / 1000); !warning.empty()) {
        behind.log({dp::LogLevel::warning, "lines", std::move(warning)});
    }
}

} // namespace avhost
