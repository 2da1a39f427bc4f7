import Mien
import XCTest

// The passcode is collected digit by digit inside the core.
final class PinPadTests: XCTestCase {
    // Protects the pad's arithmetic: six digits, no more, and back again.
    func testDigitsAreCounted() throws {
        let pad = PinPad()
        XCTAssertEqual(try (0..<8).map { try pad.push(digit: $0) }, [1, 2, 3, 4, 5, 6, 6, 6])
        XCTAssertEqual(pad.backspace(), 5)
        pad.clear()
        XCTAssertEqual(pad.length(), 0)
        XCTAssertEqual(pad.backspace(), 0)
    }

    // Protects against keys that are no digits.
    func testWhatIsNoDigitIsRefused() {
        XCTAssertThrowsError(try PinPad(typing: [1, 10])) { error in
            guard case PasscodeError.NotADigit = error else { return XCTFail("\(error)") }
        }
    }
}
