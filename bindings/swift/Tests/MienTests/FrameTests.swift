import Foundation
import Mien
import MienTesting
import Testing

// Frames cross the boundary as borrowed bytes: geometry that does not fit them must be an error, never a crash.
@Suite struct FrameTests {
    private let mien: MienCore.Mien

    init() throws {
        mien = try Phone().mien
    }

    private func refusal(_ frame: CameraFrame) -> ScanError? {
        failure { try mien.readCode(in: frame) }
    }

    // Protects the caller from reading beyond a buffer, in each way that a camera adapter gets it wrong.
    @Test(arguments: [
        (64, 48, 64, 64 * 48 - 1, "frame_too_short"),
        (64, 48, 63, 64 * 48, "frame_row_stride"),
        (0, 48, 64, 64 * 48, "frame_size"),
        (64, 9_000, 64, 64 * 48, "frame_size"),
        (64, 48, 64, 0, "frame_too_short"),
    ])
    func brokenGeometryIsATypedError(width: Int, height: Int, rowBytes: Int, bytes: Int, code: String) {
        let frame = CameraFrame.grey(Data(count: bytes), width: width, height: height, rowBytes: rowBytes)
        #expect(refusal(frame) == .Frame(code: code))
    }

    // Protects against sizes that do not even fit the boundary's integers.
    @Test func absurdSizesAreATypedError() {
        let frame = CameraFrame.grey(Data(count: 64), width: -1, height: .max, rowBytes: .max)
        #expect(refusal(frame) == .Frame(code: "frame_size"))
    }

    // Protects the turn: only the four quarter turns exist.
    @Test func aCrookedTurnIsATypedError() {
        let frame = CameraFrame.grey(Data(count: 64 * 48), width: 64, height: 48, rowBytes: 64, rotation: 45)
        #expect(refusal(frame) == .Frame(code: "frame_rotation"))
    }

    // Protects against a false alarm: a good frame without a code is no error, and gives no text.
    @Test func aFrameWithoutACodeGivesNothing() throws {
        let frame = CameraFrame.grey(Data(repeating: 200, count: 64 * 48), width: 64, height: 48, rowBytes: 64)
        #expect(try mien.readCode(in: frame) == nil)
    }

    // Protects slices: a `Data` that does not begin at 0 must be read from its own first byte.
    @Test func aSliceIsReadFromItsOwnStart() throws {
        let whole = Data(count: 100 + 64 * 48)
        let frame = CameraFrame.grey(whole.dropFirst(100), width: 64, height: 48, rowBytes: 64)
        #expect(try mien.readCode(in: frame) == nil)
        let short = CameraFrame.grey(whole.dropFirst(101), width: 64, height: 48, rowBytes: 64)
        #expect(refusal(short) == .Frame(code: "frame_too_short"))
    }
}

// The recordings' reader meets files from disk: what it does not know must be an error.
@Suite struct Y4MTests {
    private let header = "YUV4MPEG2 W16 H16 F15:1 Ip A1:1 C420jpeg\n"
    private let frame = Data("FRAME\n".utf8) + Data(count: 384)

    // Protects frame boundaries and capture times.
    @Test func framesAreFound() throws {
        let film = try Y4M(Data(header.utf8) + frame + frame)
        #expect(film.count == 2)
        #expect(film.interval == 66_666)
        #expect(film.frame(5, capturedAt: 9).planes[0].count == 384)
    }

    @Test(arguments: [
        "", "RIFF\n", "YUV4MPEG2 W16 H16\n", "YUV4MPEG2 W8 H16 F15:1\n", "YUV4MPEG2 W16 H16 F15:1 It\n",
        "YUV4MPEG2 W16 H16 F15:1 C444\n", "YUV4MPEG2 W16 H16 F15:1\n", "YUV4MPEG2 W16 H16 F15:1\nFRAME\nshort",
        "YUV4MPEG2 W16 H16 F15:1\nFRAMES\n",
    ])
    func brokenFilesAreRefused(text: String) {
        #expect(throws: SetUpError.self) { try Y4M(Data(text.utf8)) }
    }
}
