#include "check/service.hpp"

#include "host/json_text.hpp"

#include <stdexcept>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace check {

namespace {

constexpr std::chrono::seconds longest_start{30};

} // namespace

SilentListener::SilentListener()
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket_.get(), SOMAXCONN) != 0) {
        throw std::runtime_error("no port of 127.0.0.1 is to be had");
    }
}

std::string SilentListener::address() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

bool SilentListener::is_visited(std::chrono::milliseconds time) const {
    pollfd one{socket_.get(), POLLIN, 0};
    return ::poll(&one, 1, static_cast<int>(time.count())) > 0;
}

Scratch::Scratch() {
    std::string form = (std::filesystem::temp_directory_path() / "plugin-check-XXXXXX").string();
    if (::mkdtemp(form.data()) == nullptr) {
        throw std::runtime_error("no folder is to be had in " + form);
    }
    path_ = form;
}

Scratch::~Scratch() {
    std::error_code nobody_to_tell;
    std::filesystem::remove_all(path_, nobody_to_tell);
}

Surroundings::Surroundings(const Profile& profile, const std::filesystem::path& program, bool with_service) {
    names_ = {{"profile", profile.folder.string()},
              {"bin", program.parent_path().string()},
              {"scratch", scratch_.path().string()},
              {"silent", silent_.address()}};
    if (!with_service || profile.command.empty()) {
        return;
    }
    std::vector<std::string> words;
    for (const auto& word : profile.command) {
        words.push_back(replaced(word, names_));
    }
    service_ = std::make_unique<Child>(words, Child::Group::ours, "");
    const auto line = service_->read_line(longest_start);
    if (!line) {
        throw std::runtime_error("the profile's service says nothing: " + words.front());
    }
    const auto ready = host::as_object(host::read_json(*line, "the line of the profile's service"));
    if (ready.isNull()) {
        throw std::runtime_error("the profile's service has to say a JSON object when it is ready");
    }
    for (const auto& key : ready->getNames()) {
        if (const auto value = ready->get(key); value.isString()) {
            names_[key] = value.convert<std::string>();
        }
    }
}

} // namespace check
