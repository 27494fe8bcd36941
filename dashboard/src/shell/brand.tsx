export function Brand() {
  return (
    <span className="flex items-center gap-2.5 text-[0.9375rem] font-semibold tracking-tight">
      <img src="/favicon.svg" alt="" width={26} height={26} />
      Headwater
    </span>
  )
}
