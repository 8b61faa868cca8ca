#include "name_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

namespace test {

namespace {

constexpr std::chrono::seconds patience{20};
constexpr std::size_t header_size = 12;

std::string number(std::uint32_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) {
        text += static_cast<char>((value >> static_cast<unsigned>(8 * i)) & 0xFFU);
    }
    return text;
}

Question question_in(const std::string& packet) {
    Question question{{}, {}, RecordType::a};
    std::size_t at = header_size;
    while (packet.at(at) != '\0') {
        const auto length = static_cast<std::size_t>(packet.at(at));
        question.name += (question.name.empty() ? "" : ".") + packet.substr(at + 1, length);
        at += 1 + length;
    }
    question.type = static_cast<RecordType>(packet.at(at + 2));
    question.packet = packet.substr(0, at + 5);
    return question;
}

} // namespace

Record address_record(const std::string& literal, std::uint32_t lifetime_s) {
    std::array<char, 16> bytes{};
    if (::inet_pton(AF_INET, literal.c_str(), bytes.data()) == 1) {
        return {RecordType::a, lifetime_s, std::string(bytes.data(), 4)};
    }
    if (::inet_pton(AF_INET6, literal.c_str(), bytes.data()) == 1) {
        return {RecordType::aaaa, lifetime_s, std::string(bytes.data(), 16)};
    }
    throw std::invalid_argument(literal);
}

std::string answer_to(const Question& question, const std::vector<Record>& records, unsigned code) {
    const std::string id = question.packet.substr(0, 2);
    const std::string flags = number(0x8180U | code, 2); // an answer, recursion wanted and had
    std::string packet = id + flags + number(1, 2) + number(static_cast<std::uint32_t>(records.size()), 2) +
                         number(0, 4) + question.packet.substr(header_size);
    for (const auto& record : records) {
        packet += number(0xC00CU, 2) + number(static_cast<std::uint32_t>(record.type), 2) + number(1, 2) +
                  number(record.lifetime_s, 4) + number(static_cast<std::uint32_t>(record.data.size()), 2) +
                  record.data;
    }
    return packet;
}

NameServer::NameServer(Answer answer)
    : answer_(std::move(answer))
    , socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    , ending_(::eventfd(0, EFD_CLOEXEC)) {
    sockaddr_in loopback{};
    loopback.sin_family = AF_INET;
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket_.get(), reinterpret_cast<sockaddr*>(&loopback), sizeof loopback) != 0) {
        throw std::runtime_error("no port for the test's name server");
    }
    thread_ = std::thread([this] { serve(); });
}

NameServer::~NameServer() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(ending_.get(), &one, sizeof one);
    thread_.join();
}

std::string NameServer::address() const {
    sockaddr_in bound{};
    socklen_t length = sizeof bound;
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&bound), &length);
    return "127.0.0.1:" + std::to_string(ntohs(bound.sin_port));
}

std::size_t NameServer::questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
}

bool NameServer::wait_for_questions(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return questions_ >= count; });
}

void NameServer::serve() {
    for (std::array<char, 1500> room{};;) {
        std::array<pollfd, 2> watched{pollfd{socket_.get(), POLLIN, 0}, pollfd{ending_.get(), POLLIN, 0}};
        ::poll(watched.data(), watched.size(), -1);
        if (watched[1].revents != 0) {
            return;
        }
        sockaddr_in from{};
        socklen_t length = sizeof from;
        auto* peer = reinterpret_cast<sockaddr*>(&from);
        const auto got = ::recvfrom(socket_.get(), room.data(), room.size(), 0, peer, &length);
        if (got < static_cast<ssize_t>(header_size)) {
            continue;
        }
        const auto packet = answer_(question_in(std::string(room.data(), static_cast<std::size_t>(got))));
        {
            const std::lock_guard lock(mutex_);
            ++questions_;
        }
        changed_.notify_all();
        if (!packet.empty()) {
            ::sendto(socket_.get(), packet.data(), packet.size(), 0, peer, length);
        }
    }
}

} // namespace test
